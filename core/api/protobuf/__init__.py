"""Objects in protocol buffers, as kubectl's generators and typed Go clients send them: read, never written."""
