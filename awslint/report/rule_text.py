"""What a rule has to say of itself, for reports that carry their own help."""

from awslint.model.rule import Rule

LANGUAGES = {"cloudformation": "CloudFormation", "terraform": "Terraform"}


def one_paragraph(text: str) -> str:
    """The text without the line breaks of the rule file."""
    return " ".join(text.split())


def help_text(rule: Rule) -> str:
    """Why and what to do, as plain text."""
    parts = [one_paragraph(rule.why) or rule.title]
    parts += [f"In {LANGUAGES.get(name, name)}: {one_paragraph(text)}" for name, text in rule.remedy.items()]
    if rule.source:
        parts.append(f"See {rule.source}")
    return "\n\n".join(parts)


def help_markdown(rule: Rule) -> str:
    """The same as Markdown, with the rule's parameters."""
    parts = [one_paragraph(rule.why) or rule.title]
    if rule.remedy:
        parts.append("## How to fix it")
        parts += [f"**{LANGUAGES.get(name, name)}**: {one_paragraph(text)}" for name, text in rule.remedy.items()]
    if rule.parameters:
        rows = ["| parameter | type | default | meaning |", "|---|---|---|---|"]
        for parameter in rule.parameters:
            default = "" if parameter.default is None else f"`{parameter.default}`"
            cells = (f"`{parameter.name}`", parameter.type, default, one_paragraph(parameter.description))
            rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        parts += ["## Parameters", "\n".join(rows)]
    if rule.config_rule:
        name = f"AWS Config's rule `{rule.config_rule}`"
        parts.append(f"This is {name}: [{rule.source}]({rule.source})" if rule.source else f"This is {name}.")
    elif rule.source:
        parts.append(f"See [{rule.source}]({rule.source})")
    return "\n\n".join(parts)
