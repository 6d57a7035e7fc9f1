"""What every job needs beside the science: files, logs, and the style of figures."""
