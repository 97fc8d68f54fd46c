"""Kubelets: what happens to a pod on its node, and what a node tells about itself.

A pod's life is a table of stages (`stages`); what a stage does is in `effects`; how long things take and how they
fail follows from the objects (images, declared ports, commands, annotations), never from chance alone.
"""
