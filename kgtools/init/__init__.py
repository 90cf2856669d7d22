"""A new project: a folder that builds, checks, answers and draws from the first day.

`template/` holds its files, with what the project is asked for in `${}`; `example/` the text of an invented article.
"""
