"""What-ifs: interventions, how they are read from text, and files that hold them."""
