namespace Assistant.Cli.Doctor;

/// <summary>Something that the assistant uses: there, or missing with what it is for and the command that brings it.</summary>
internal sealed record Check(string Name, bool Ok, string Detail, string? Command = null);
