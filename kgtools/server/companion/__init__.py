"""A second process that answers small queries, on connections that the server lends to it while there are many."""
