"""What an outside reader needs in order to propose: the task, the rules, the vocabulary, the schema, an example."""
