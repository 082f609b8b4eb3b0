using MassTransit;

namespace Assistant.Adaptation.Bus;

/// <summary>The bus of learning: beside that of ingestion, over the same transport.</summary>
public interface IAdaptationBus : IBus;
