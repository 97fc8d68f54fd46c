"""The dashboard's HTTP side: the page, and the JSON that it asks for under `/ui/`.

Reads and writes go through `core.clients`; what is shown is computed from objects and the log, never kept here.
"""
