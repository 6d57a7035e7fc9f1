use rule job as plan_power with:
    """Simulate studies of every size for a code in a scanner."""
    input:
        files("plan_power"),
    output:
        output_path="results/plan/{recipe}/{scheme}/{scanner}.csv",
    params:
        **asks("plan_power"),


use rule job as plan_table with:
    """Tabulate the power of all designs, and the one that takes least."""
    input:
        files("plan_table"),
    output:
        **tables(power_path="power", plan_path="plan"),
    params:
        **asks("plan_table"),


use rule job as plan_figure with:
    """Draw how many subjects and minutes reach the target."""
    input:
        power_path="results/tables/power.csv",
    output:
        figure_paths=figure("power"),
    params:
        **asks("plan_figure"),


use rule job as plan_page with:
    """Write the page of the plan, one file with its figure and tables inside."""
    input:
        files("plan_page"),
    output:
        page_path="results/plan.html",
    params:
        **asks("plan_page"),


rule plan:
    """TARGET: how many subjects, runs and stimuli it takes; not part of the default study."""
    input:
        results.of_plan(),
