"""Where boxes and arrows stand: a layered layout (Sugiyama) with an own track for every arrow."""
