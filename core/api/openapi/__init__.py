"""The published schema as OpenAPI documents: version 3 by group and version, version 2 whole, as JSON and protobuf."""
