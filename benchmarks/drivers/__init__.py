"""What benchmarks and tests drive the real application with: its processes, a signed-in session, a WebSocket client."""
