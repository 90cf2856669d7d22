"""Questions to a network: ways between two things, what changed, brokers between blocs, reliance on one article."""
