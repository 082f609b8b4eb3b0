namespace Assistant.Native.Vips;

/// <summary>How a picture is brought to a wanted size.</summary>
public enum PixelFit
{
    /// <summary>The whole picture inside the size; sides keep their ratio, so one side may be shorter.</summary>
    Inside,

    /// <summary>Exactly the size: filled, and cropped around the centre.</summary>
    Cover,

    /// <summary>Exactly the size; the ratio of the sides is not kept.</summary>
    Stretch,
}
