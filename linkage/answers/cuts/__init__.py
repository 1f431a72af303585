"""What would protect a service: smallest cuts with their side effects, single removals, choke points."""
