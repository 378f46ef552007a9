"""Eyes: images in, findings out. Knows pixels and nothing else; does no input or output."""
