"""The dashboard's HTTP side: the page, and the JSON that it asks for under `/ui/`; reads and writes go through core.clients."""
