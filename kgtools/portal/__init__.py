"""The pages on which people browse the graph, written once for a folder of files and for the server."""
