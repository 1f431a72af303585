"""The bundled worlds, lessons and cases: data, no code."""
