"""Text to documents: which files there are, what each of them is, and where every value in it is written.

Knows nothing of AWS beyond CloudFormation's short tags and the shapes by which its files are recognised. Start at
`discover.discover` for paths and at `reading.read` for bytes; `document.Document` is what comes out.
"""
