"""What containers and nodes use at a virtual moment: a pure function, so that nothing is measured, stored or written.

`estimate` is the model: plausible figures from what is asked for. Another model may take its place; `metrics` turns
whatever it says into the documents that metrics-server answers.
"""
