namespace Assistant.Core.Text;

/// <summary>A piece of text that can be quoted alone.</summary>
/// <param name="Start">First character in the text that was split.</param>
/// <param name="End">After the last character.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct TextUnit(int Start, int End, TextUnitKind Kind)
{
    /// <summary>Characters.</summary>
    public int Length => End - Start;
}

/// <summary>What a unit is.</summary>
public enum TextUnitKind
{
    /// <summary>A sentence of running text.</summary>
    Sentence,

    /// <summary>An item of a list.</summary>
    ListItem,

    /// <summary>A row of a table.</summary>
    TableRow,

    /// <summary>Lines of code or configuration that belong together.</summary>
    Code,

    /// <summary>A short line without an end mark: a heading or label.</summary>
    Label,
}
