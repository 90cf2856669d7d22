"""The server: a SPARQL 1.1 Protocol endpoint, the portal, and the IRIs of the graph, over read-only processes.

`app` is the ASGI application and its life; `edge` is what stands before it: bounds of connections, hosts, proxies,
answers given before or without it, the log. `protocol` turns requests for SPARQL into tasks and replies into responses,
and `resources` those for what an IRI names, with `negotiation` of media types and `conditional` requests; `refusals`
are pages for who has to wait. `workers` are the processes that answer, but for queries that are proved to be `small`,
which the server and its `companion` answer themselves.
"""
