"""What programs ask of the graph: search, reconciliation, and the tools of an assistant, as plain values for JSON.

`found` searches, `vocabulary` names types and properties, `matching` holds names against things,
`reconciliation` and `extension` speak OpenRefine's protocol, `previews` shows a thing in small, `tools` answers an
assistant with its sources. They read the graph alone; HTTP and processes are the server's.
"""
