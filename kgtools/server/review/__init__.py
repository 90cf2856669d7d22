"""The page on which proposals are reviewed, for one person on this machine.

`actions` are what a browser asks to be decided, `pages` what it shows, `app` the application and its walls.
"""
