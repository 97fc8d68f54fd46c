"""The addresses behind services: Endpoints and EndpointSlices from the pods that a service selects."""
