namespace Assistant.Core.Pal;

/// <summary>How a program ended.</summary>
/// <param name="Output">What it printed, at most <see cref="PalLimits.MaxOutputCharacters"/>.</param>
/// <param name="OutputTruncated">Whether it printed more than that.</param>
/// <param name="Value">The repr of the last statement's value when that statement is an expression whose value is not None.</param>
/// <param name="Error">What went wrong as Python's last line would say it ("NameError: name 'x' is not defined"); null when the program ran to its end.</param>
/// <param name="Traceback">The whole traceback with lines of the program; null without an error.</param>
/// <param name="Steps">Steps it took.</param>
public sealed record PalResult(string Output, bool OutputTruncated, string? Value, string? Error, string? Traceback, long Steps)
{
    /// <summary>The name of the exception type in <see cref="Error"/>; null without an error.</summary>
    public string? ErrorType => Error?.Split(':')[0];
}
