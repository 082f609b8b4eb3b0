namespace Assistant.Core.Pal.Syntax;

/// <summary>The program cannot be read. <paramref name="type"/> is SyntaxError or IndentationError.</summary>
internal sealed class PalSyntaxException(string message, int line, string type = "SyntaxError") : Exception(message)
{
    public int Line { get; } = line;

    public string Type { get; } = type;
}
