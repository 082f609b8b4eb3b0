namespace Assistant.Ingestion.Parsing.Tools;

/// <summary>Thrown inside the parsers when a program or library that the format needs is not installed; <see cref="ContentParser"/> turns it into <see cref="ParseOutcome.Unavailable"/>.</summary>
internal sealed class MissingToolException(string message) : Exception(message);
