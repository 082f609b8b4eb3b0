namespace Assistant.Core.Content;

/// <summary>What the deletion of a document would remove at this moment.</summary>
/// <param name="Unpacked">Uris of documents that were unpacked from it and go with it, in order; at most 100.</param>
/// <param name="Documents">Documents: itself and all that were unpacked from it.</param>
/// <param name="Chunks">Their chunks.</param>
/// <param name="Vectors">Their vectors.</param>
/// <param name="Citations">Citations of stored answers, with the sentences that they support.</param>
/// <param name="Answers">Answers that lose a citation.</param>
/// <param name="Feedback">Judgements of them.</param>
/// <param name="Pictures">Pictures that they describe, which are read again without their words.</param>
public sealed record DeletionPreview(IReadOnlyList<string> Unpacked, int Documents, long Chunks, long Vectors, long Citations, long Answers, long Feedback, long Pictures);
