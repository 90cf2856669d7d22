"""Pictures of time: the timeline, still and to be clicked, and the chart of figures to be clicked."""
