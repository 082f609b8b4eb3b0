namespace Assistant.Core.Answering;

/// <summary>What becomes of a model's sentence that nothing supports.</summary>
public enum UnsupportedSentences
{
    /// <summary>It is left out.</summary>
    Drop,

    /// <summary>It is shown with the mark [?].</summary>
    Mark,

    /// <summary>It is shown without any mark.</summary>
    Keep,
}
