"""Releases: the folder that is uploaded, and what changed in the data since an earlier one."""
