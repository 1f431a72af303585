"""A layered layout with orthogonal edges: layers, crossing reduction, vertical positions, tracks, routes."""
