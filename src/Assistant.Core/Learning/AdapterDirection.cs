namespace Assistant.Core.Learning;

/// <summary>What is asked with, and what is to be found. An adapter serves one direction, so that a missing modality never touches the others.</summary>
public enum AdapterDirection
{
    /// <summary>Words find passages.</summary>
    TextToText,

    /// <summary>Words find pictures by their look.</summary>
    TextToImage,

    /// <summary>A picture finds pictures.</summary>
    ImageToImage,

    /// <summary>A picture finds passages.</summary>
    ImageToText,
}
