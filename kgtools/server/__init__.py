"""The server: a SPARQL 1.1 Protocol endpoint, the portal, and the IRIs of the graph, over read-only processes.

`app` is the ASGI application; `protocol` turns requests for SPARQL into tasks and replies into responses, and
`resources` those for what an IRI names, with `negotiation` of media types; `workers` are the processes that answer.
"""
