namespace Assistant.Ingestion.Parsing;

/// <summary>Content found inside other content: an entry of an archive, a picture in a Word document.</summary>
/// <param name="Uri">Uri of the outer content, <c>!/</c>, path inside.</param>
/// <param name="Bytes">The bytes; valid until the callback that receives them returns.</param>
/// <param name="MediaType">Media type if the container names one.</param>
public sealed record ChildContent(string Uri, ReadOnlyMemory<byte> Bytes, string? MediaType);
