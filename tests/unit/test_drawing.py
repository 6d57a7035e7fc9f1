"""How figures are written."""

from figures import drawing


def test_all_formats_of_a_figure_have_one_layout(tmp_path):
    figure, axis = drawing.plt.subplots()
    axis.set_title("a figure")
    layouts = []
    engine = figure.get_layout_engine()
    execute = engine.execute
    engine.execute = lambda drawn: layouts.append(execute(drawn))
    paths = [tmp_path / f"figure.{ending}" for ending in ("svg", "pdf", "png")]
    drawing.save(figure, list(map(str, paths)), 300)
    assert all(path.stat().st_size > 1000 for path in paths)
    assert len(layouts) == 1
    drawing.plt.close(figure)
