"""One conversation with a provider: asked, checked, believed or not."""
