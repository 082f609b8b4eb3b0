namespace Assistant.Ingestion.Parsing;

/// <summary>Thrown inside the parsers for content that is bad for what it is; <see cref="ContentParser"/> turns it into <see cref="ParseOutcome.Refused"/>.</summary>
internal sealed class ContentRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
