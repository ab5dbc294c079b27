"""The words of awslint as plain types: values, places, resources, graph, rules, verdicts. Standard library only."""
