namespace Assistant.Native.Vips;

/// <summary>What becomes of transparency where three channels are wanted.</summary>
public enum AlphaHandling
{
    /// <summary>The picture lies on white.</summary>
    OnWhite,

    /// <summary>Transparency is left out and the colours that it hid are seen, as Pillow's <c>convert("RGB")</c> does.</summary>
    Drop,
}
