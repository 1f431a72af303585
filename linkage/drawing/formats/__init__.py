"""Files that hold a picture or a graph: one HTML page, GraphML, DOT and others."""
