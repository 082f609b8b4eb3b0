using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Inference;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Evals.Encoders;

/// <summary>An encoder for an eval, loaded as the service loads it.</summary>
public sealed class EvalEncoder : IDisposable
{
    private readonly ServiceProvider services;

    private EvalEncoder(ServiceProvider services, Encoder encoder) => (this.services, Encoder) = (services, encoder);

    /// <summary>The encoder.</summary>
    public Encoder Encoder { get; }

    /// <summary>Loads a model: <c>bundled</c> or a folder.</summary>
    /// <exception cref="EncoderLoadException">It cannot be used.</exception>
    public static EvalEncoder Load(string model)
    {
        var services = new ServiceCollection().AddLogging().AddAssistantInference(new ConfigurationBuilder().Build()).BuildServiceProvider();
        try
        {
            return new EvalEncoder(services, services.GetRequiredService<IEncoderLoader>().Load(model));
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Encoder.Text?.Dispose();
        Encoder.Image?.Dispose();
        services.Dispose();
    }
}
