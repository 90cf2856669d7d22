"""Where the net begins: connections and their bounds, what stands before the application, the log and the numbers."""
