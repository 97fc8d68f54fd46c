"""What the page "Config & security" asks for: who may do what, levels, quotas, configuration, and the audit."""
