"""What stands on the page of a thing: its facts as sentences, its times, figures, opinions and disagreements."""
