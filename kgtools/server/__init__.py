"""The server: a SPARQL 1.1 Protocol endpoint and the query page, over read-only worker processes.

`app` is the ASGI application; `protocol` turns requests into tasks and replies into responses, with
`negotiation` of media types; `pool` hands tasks to `worker` processes, which answer them by `sparql` and
`pages` within `limits`; `tasks` is what both sides send.
"""
