"""The tools of an assistant: every answer brings the claims and articles that it rests on.

`tools` says what each tool takes, `receipts` what stands behind an answer, `lines` and `tables` make the answers,
`desk` is where calls arrive.
"""
