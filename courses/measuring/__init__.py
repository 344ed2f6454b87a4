"""Where a real model looks in an author's sentence: asked of a worker, and put beside the widget when it is there."""
