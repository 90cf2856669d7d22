"""The server: a SPARQL 1.1 Protocol endpoint and the query page, over read-only worker processes.

Rooms: `protocol` turns requests into tasks, `pool` hands tasks to `worker` processes, whose `desk`
has them done by `answering` (SPARQL), `description` (what the endpoint says of itself) and `pages`.
"""
